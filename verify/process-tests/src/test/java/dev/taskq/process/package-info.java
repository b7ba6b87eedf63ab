/**
 * Starts both built jars as processes on real backends, and uses the modules as somebody else would. Needs what
 * {@code package} has built.
 */
@NullMarked
package dev.taskq.process;

import org.jspecify.annotations.NullMarked;
