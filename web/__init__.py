"""The clinics' page: each team's list in a browser, and what the team records."""
