"""Uses the client that openapi-python-client makes, as it is."""

import sys

from taskq_coordinator_client import AuthenticatedClient
from taskq_coordinator_client.api.tasks import cancel_task, get_task, list_tasks, submit_batch, submit_task
from taskq_coordinator_client.api.types import pause_type
from taskq_coordinator_client.models import BatchTask, BatchToSubmit, Problem, TaskToSubmit, TaskToSubmitParams

address, token = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token, timeout=60)
params = TaskToSubmitParams.from_dict(
    {"source": "in/picture-0.png", "target": "out/openapi-python-client.png", "width": 40, "height": 30}
)
submitted = submit_task.sync(client=client, body=TaskToSubmit(type_="resize_image", params=params))
task = get_task.sync(submitted.id, client=client, wait="30s")
assert task.status == "succeeded", task
assert task.result["width"] == 40, task
assert submitted.id in [listed.id for listed in list_tasks.sync(client=client, type_="resize_image", limit=10).tasks]

batch = submit_batch.sync(client=client, body=BatchToSubmit(tasks=[BatchTask(type_="resize_image", delay="1h")]))
assert cancel_task.sync(batch.tasks[0].id, client=client).status == "cancelled"
assert pause_type.sync("never_used", client=client).paused
problem = get_task.sync(404404, client=client)
assert isinstance(problem, Problem) and problem.status == 404, problem
