"""What cameras see past buildings, in streets: views, detail, shares, blind spots, the law's register, advice."""
