"""What is read from DynamoDB and written to it."""
