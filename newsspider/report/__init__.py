"""What a person looks at in a browser: self-contained HTML files that run no script and load nothing."""
