/** The programs of {@code ./taskq} as processes, for the tests of each. */
@NullMarked
package dev.taskq.rig.program;

import org.jspecify.annotations.NullMarked;
