"""Inputs that several commands share."""

from crmtui.cli.spec import Input, Takes

JSON = Input("as_json", "Print ASCII JSON for programs.", ("--json",), Takes.FLAG, default=False)
YES = Input("yes", "Do not ask.", ("--yes", "-y"), Takes.FLAG, default=False)
TICKETS = Input("tickets", "Ticket numbers: 1042, '#1042' or 1042,1043.", many=True, required=True, metavar="TICKET")
LIMIT = Input("limit", "How many rows at the most.", ("--limit", "-n"), Takes.NUMBER, default=50, metavar="N")

QUERY = Input("words", "What to find: words, is:open, tag:refund ...; `crmtui help query` tells all. Quote what the "
              "shell would read.", many=True, metavar="QUERY")  # fmt: skip
IDS = Input("ids", "Print the numbers alone, one a line.", ("--ids",), Takes.FLAG, default=False)
RECORDS = Input("records", "What to find: ticket, customer or order.", ("--records",), default="ticket", metavar="KIND")
