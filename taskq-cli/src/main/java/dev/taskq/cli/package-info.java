/** The command line of taskq. {@link dev.taskq.cli.Main} is the program; {@code docs/cli.md} describes its commands. */
@NullMarked
package dev.taskq.cli;

import org.jspecify.annotations.NullMarked;
