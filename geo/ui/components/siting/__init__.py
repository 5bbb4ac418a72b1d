"""Questions about new stations and the plans that answer them."""
