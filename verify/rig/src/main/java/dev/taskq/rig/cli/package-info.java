/** The command lines of these programs: options by picocli, complaints of one line. */
@NullMarked
package dev.taskq.rig.cli;

import org.jspecify.annotations.NullMarked;
