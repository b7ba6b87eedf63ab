/** JSON inside taskq: mapping, what is allowed, and a canonical form. Not exported, so no JSON library shows outside. */
@NullMarked
package dev.taskq.json;

import org.jspecify.annotations.NullMarked;
