"""`python -m tcma.trial.ses`: the simulator as a process of its own."""

import signal
import threading
from pathlib import Path
from typing import Any

import click

from tcma.trial.ses.office import Office
from tcma.trial.ses.options import EVENT_TYPES, Options
from tcma.trial.ses.running import server


@click.command(context_settings={"show_default": True})
@click.option("--port", type=int, default=0, help="Port on 127.0.0.1; 0 takes a free one.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where mails are kept.")
@click.option("--notify", "notify_url", help="Address SNS posts events to.")
@click.option("--queue", help="Name of an SQS queue that gets the events instead of an address.")
@click.option("--answers", type=click.Path(path_type=Path, file_okay=False), help="Maildir for readers' answers.")
@click.option("--answer-domain", default="", help="Domain of the addresses that may be answered.")
@click.option("--product", "product_url", help="The product's address, linked from the mailbox.")
@click.option("--region", default="eu-central-1")
@click.option("--account", "account_id", default="123456789012", help="AWS account number in ARNs.")
@click.option("--topic", default="ses-events", help="Name of the SNS topic.")
@click.option("--signature-version", type=click.Choice(["1", "2"]), default="2")
@click.option("--identity", "identities", multiple=True, help="A verified domain or address; may be given again.")
@click.option("--any-sender", is_flag=True, help="Take every From as verified.")
@click.option("--new-identities", type=click.Choice(["verified", "pending"]), default="verified",
              help="What CreateEmailIdentity makes.")
@click.option("--configuration-set", "configuration_sets", multiple=True,
              help="A known name; none given: all are known.")
@click.option("--default-configuration-set", default="tcma", help="For calls that name none; '' for none.")
@click.option("--tenant", "tenants", multiple=True, help="A known name; none given: all are known.")
@click.option("--rate", "max_send_rate", type=float, default=500, help="Recipients a second.")
@click.option("--quota", "max_24_hour_send", type=float, default=200_000, help="Recipients in 24 hours; -1: no limit.")
@click.option("--enforce-quota", is_flag=True, help="Refuse what goes over rate or quota.")
@click.option("--event", "events", type=click.Choice(EVENT_TYPES), multiple=True, default=EVENT_TYPES,
              help="An event to publish.")
@click.option("--delivery-latency", type=float, default=0.05, help="Seconds until a mail is delivered or bounces.")
@click.option("--complaint-latency", type=float, default=0.2, help="Seconds until a complaint.")
@click.option("--notifier-threads", type=click.IntRange(1, 16), default=2)
def main(new_identities: str, default_configuration_set: str, identities: tuple[str, ...], **given: Any) -> None:
    """Amazon SES v2 on this machine, with a mailbox page. Stops on SIGINT and SIGTERM."""
    options = Options(
        **given,
        identities=identities or Options.identities,
        new_identities_verified=new_identities == "verified",
        default_configuration_set=default_configuration_set or None,
    )
    office = Office(options)
    listening = server(office)

    def stop(*_: object) -> None:
        threading.Thread(target=listening.shutdown).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    office.start()
    click.echo(f"SES simulator on http://127.0.0.1:{listening.server_port}/")
    try:
        listening.serve_forever(poll_interval=0.1)
    finally:
        listening.server_close()
        office.close()


if __name__ == "__main__":
    main()
