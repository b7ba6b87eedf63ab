/**
 * The application that submits tasks in its own transactions. It is a process of its own, knows no coordinator and calls
 * nothing after a commit.
 */
@NullMarked
package dev.taskq.chaos.application;

import org.jspecify.annotations.NullMarked;
