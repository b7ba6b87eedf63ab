@NullMarked
package dev.taskq.rig.api;

import org.jspecify.annotations.NullMarked;
