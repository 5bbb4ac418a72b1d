"""Where new stations do most in a district: the question, its answer and the reasons."""
