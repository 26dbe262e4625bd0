"""The pages of the repository and what writes them."""
