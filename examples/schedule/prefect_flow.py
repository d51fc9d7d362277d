"""Nightly: a dataset in use is tried again, any other failure fails the flow."""
import json
import subprocess

from prefect import flow, task


@task(retries=3, retry_delay_seconds=1800)
def ingest() -> dict:
    ran = subprocess.run(["gongkai", "ingest", "--summary", "json"], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ran.stdout.splitlines()[-1])


@flow(log_prints=True)
def disclosure():
    print(ingest())


if __name__ == "__main__":
    disclosure.serve(name="nightly", cron="30 2 * * *")
