"""Nightly: the summary of the run goes to XCom, a dataset in use is tried again."""
from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG(
    "disclosure",
    schedule="30 2 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
):
    BashOperator(
        task_id="ingest",
        bash_command="gongkai --config /etc/gongkai.toml ingest --wait 3600 --summary json",
        retries=3,
        retry_delay=timedelta(minutes=30),
    )
