/** The handler of the training run's tasks, as a plugin for agents. */
@NullMarked
package dev.taskq.training.handler;

import org.jspecify.annotations.NullMarked;
