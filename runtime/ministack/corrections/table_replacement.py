"""A new key schema or local index of a table with a generated name.

MiniStack makes the table anew under its old name, so the rows are gone, even with a policy to retain and after a
rollback. CloudFormation makes a second table and deletes the first when the update has succeeded.
"""

from ministack.services.cloudformation import provisioners

_TABLE = "AWS::DynamoDB::Table"


def apply():
    provisioners._REPLACING_PROPERTIES[_TABLE] += ("KeySchema", "LocalSecondaryIndexes")
    provisioners._CONDITIONALLY_REPLACING_PROPERTIES.pop(_TABLE)
