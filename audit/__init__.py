"""Who saw which client: a log that is only added to, and shows every tampering."""
