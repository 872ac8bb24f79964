from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta
from draftsman.ViewStoreApi import Query

MONTHS = 1


def look_up(flow):
    book = Query("Book").get_item(flow.isbn).run()
    flow.title = book["title"] if book else ""
    flow.due = (datetime.now(UTC) + relativedelta(months=MONTHS)).date().isoformat()
