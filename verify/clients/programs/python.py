"""Uses the client that openapi-generator makes for Python, as it is."""

import sys

import openapi_client as taskq

address, token = sys.argv[1:]
with taskq.ApiClient(taskq.Configuration(host=address, access_token=token)) as client:
    tasks = taskq.TasksApi(client)
    types = taskq.TypesApi(client)
    picture = {"source": "in/picture-0.png", "target": "out/python.png", "width": 40, "height": 30}
    submitted = tasks.submit_task(taskq.TaskToSubmit(type="resize_image", params=picture))
    task = tasks.get_task(submitted.id, wait="30s")
    assert task.status == "succeeded", task
    assert task.result["width"] == 40, task
    assert submitted.id in [listed.id for listed in tasks.list_tasks(type="resize_image", limit=10).tasks]

    batch = tasks.submit_batch(taskq.BatchToSubmit(tasks=[taskq.BatchTask(type="resize_image", delay="1h")]))
    assert tasks.cancel_task(batch.tasks[0].id).status == "cancelled"
    assert tasks.retry_task(batch.tasks[0].id, task_to_retry=taskq.TaskToRetry(attempt=0)).status == "queued"
    assert types.pause_type("never_used").paused
    try:
        tasks.get_task(404404)
        raise AssertionError("there is no such task")
    except taskq.exceptions.NotFoundException as problem:
        assert problem.headers["X-Correlation-Id"]
