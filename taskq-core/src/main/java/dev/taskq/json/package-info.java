/**
 * JSON inside taskq: mapping, validation, and a canonical form. Not exported, so that no JSON library is part of the
 * API.
 */
@NullMarked
package dev.taskq.json;

import org.jspecify.annotations.NullMarked;
