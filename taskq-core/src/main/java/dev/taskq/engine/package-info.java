/**
 * What coordinator and agent are built from: their life cycle, the duty loop, the group commit, and what watches the queue and the
 * store's clock. Not exported.
 */
@NullMarked
package dev.taskq.engine;

import org.jspecify.annotations.NullMarked;
