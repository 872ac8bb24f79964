"""What notifiers can do (10.3), a module a concern. Each function makes an activity out of its settings."""
