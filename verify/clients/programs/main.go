// Uses the client that openapi-generator makes for Go, as it is.
package main

import (
	"context"
	"log"
	"os"

	taskq "github.com/GIT_USER_ID/GIT_REPO_ID"
)

func main() {
	configuration := taskq.NewConfiguration()
	configuration.Servers = taskq.ServerConfigurations{{URL: os.Args[1]}}
	client := taskq.NewAPIClient(configuration)
	caller := context.WithValue(context.Background(), taskq.ContextAccessToken, os.Args[2])

	resize := taskq.NewTaskToSubmit("resize_image")
	resize.SetParams(map[string]any{
		"source": "in/picture-0.png", "target": "out/go.png", "width": 40, "height": 30,
	})
	submitted, _, err := client.TasksAPI.SubmitTask(caller).TaskToSubmit(*resize).Execute()
	must(err)
	task, _, err := client.TasksAPI.GetTask(caller, submitted.GetId()).Wait("30s").Execute()
	must(err)
	if task.GetStatus() != "succeeded" {
		log.Fatalf("not as it should be: %+v", task)
	}
	page, _, err := client.TasksAPI.ListTasks(caller).Type_("resize_image").Limit(10).Execute()
	must(err)
	if len(page.GetTasks()) == 0 {
		log.Fatal("the list is empty")
	}

	later := taskq.NewBatchTask("resize_image")
	later.SetDelay("1h")
	batch, _, err := client.TasksAPI.SubmitBatch(caller).
		BatchToSubmit(*taskq.NewBatchToSubmit([]taskq.BatchTask{*later})).Execute()
	must(err)
	cancelled, _, err := client.TasksAPI.CancelTask(caller, batch.GetTasks()[0].Id).Execute()
	must(err)
	if cancelled.GetStatus() != "cancelled" {
		log.Fatalf("not as it should be: %+v", cancelled)
	}
	_, _, err = client.TypesAPI.PauseType(caller, "never_used").Execute()
	must(err)
	_, response, err := client.TasksAPI.GetTask(caller, 404404).Execute()
	if err == nil || response.StatusCode != 404 {
		log.Fatalf("there is no such task: %v", response)
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
