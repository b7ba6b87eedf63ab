/** The handlers, which record each of their runs. They are in a plugin jar, so they use only the JDK and the API. */
@NullMarked
package dev.taskq.chaos.plugin;

import org.jspecify.annotations.NullMarked;
