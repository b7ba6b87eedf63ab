/** The handlers, which write down each of their runs. Put into a plugin jar, so nothing outside of the JDK and the API. */
@NullMarked
package dev.taskq.chaos.plugin;

import org.jspecify.annotations.NullMarked;
