"""What follows a plan once it runs: the problem list and the double assessment."""
