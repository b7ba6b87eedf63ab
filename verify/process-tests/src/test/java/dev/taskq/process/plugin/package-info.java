/** Handlers that are put into plugin jars, well and badly behaved. */
@NullMarked
package dev.taskq.process.plugin;

import org.jspecify.annotations.NullMarked;
