"""Tables out: files a reader may carry away, suppressed and stamped."""
