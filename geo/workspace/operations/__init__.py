"""What follows a plan once it runs: problem lists and the double assessment of a district."""
