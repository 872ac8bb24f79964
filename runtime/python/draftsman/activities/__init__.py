"""The activities of notifiers (model format 10.3), one module for each concern. Each function builds one activity."""
