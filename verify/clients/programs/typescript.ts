// Uses the client that openapi-generator makes for typescript-fetch, as it is.

import { Configuration, ResponseError, TasksApi, TypesApi } from "./client";

function check(holds: boolean, what: unknown): void {
  if (!holds) {
    throw new Error("not as it should be: " + JSON.stringify(what));
  }
}

async function main(address: string, token: string): Promise<void> {
  const configuration = new Configuration({ basePath: address, accessToken: token });
  const tasks = new TasksApi(configuration);
  const types = new TypesApi(configuration);
  const params = { source: "in/picture-0.png", target: "out/typescript.png", width: 40, height: 30 };
  const submitted = await tasks.submitTask({ taskToSubmit: { type: "resize_image", params } });
  const task = await tasks.getTask({ id: submitted.id, wait: "30s" });
  check(task.status === "succeeded" && task.result["width"] === 40, task);
  const page = await tasks.listTasks({ type: "resize_image", limit: 10 });
  check(page.tasks.some((listed) => listed.id === submitted.id), page);

  const batch = await tasks.submitBatch({ batchToSubmit: { tasks: [{ type: "resize_image", delay: "1h" }] } });
  const cancelled = await tasks.cancelTask({ id: batch.tasks[0].id });
  check(cancelled.status === "cancelled", cancelled);
  check((await types.pauseType({ type: "never_used" })).paused, "paused");
  try {
    await tasks.getTask({ id: 404404 });
    check(false, "there is no such task");
  } catch (problem) {
    check(problem instanceof ResponseError && problem.response.status === 404, problem);
  }
}

main(process.argv[2], process.argv[3]).catch((problem) => {
  console.error(problem);
  process.exit(1);
});
