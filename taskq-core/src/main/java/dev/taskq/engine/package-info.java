/** What coordinator and agent are built from: the duty loop, the group commit, and the phases of a life. Not exported. */
@NullMarked
package dev.taskq.engine;

import org.jspecify.annotations.NullMarked;
