/**
 * What both applications share: their {@linkplain dev.taskq.app.AppSettings settings}, JSON logs, connections to the
 * backends, and the {@linkplain dev.taskq.app.ProcessLife life of the process}. Not published.
 */
@NullMarked
package dev.taskq.app;

import org.jspecify.annotations.NullMarked;
