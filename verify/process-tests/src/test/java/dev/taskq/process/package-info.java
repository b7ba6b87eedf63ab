/**
 * Starts both built jars as processes on real backends, and uses the modules like an external project. Needs the
 * artifacts that {@code package} builds.
 */
@NullMarked
package dev.taskq.process;

import org.jspecify.annotations.NullMarked;
