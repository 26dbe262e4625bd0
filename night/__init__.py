"""The steps of a night, each of which can be run again or killed at any point."""
