"""boto3 as workers find it: imported, and with the descriptions of services that most functions call.

Half of what remains of a cold start is reading those descriptions, for each client of each worker.
"""

import importlib

_PARTS = ("boto3.session", "botocore.client", "botocore.httpsession", "botocore.retries.standard", "botocore.handlers")
_SERVICES = ("dynamodb", "events", "s3", "secretsmanager", "sqs")


def load():
    """Import it, and make a client of each service. That loads all descriptions without a call."""
    for name in _PARTS:
        importlib.import_module(name)
    import botocore.loaders
    import botocore.session

    session = botocore.session.Session()
    for service in _SERVICES:
        session.create_client(service, "us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
    _share(botocore.loaders.Loader, session.get_component("data_loader"))


def _share(loader_class, filled):
    """Let each new loader begin with what this one has read, where it looks into the same folders."""
    begin = loader_class.__init__

    def begin_filled(self, *arguments, **options):
        begin(self, *arguments, **options)
        if self.search_paths == filled.search_paths:
            self._cache.update(filled._cache)

    loader_class.__init__ = begin_filled
