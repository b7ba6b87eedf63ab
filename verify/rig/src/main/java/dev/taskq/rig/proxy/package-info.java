/**
 * A network that fails: {@link dev.taskq.rig.proxy.TcpProxy} stands between a client and a server, and cuts, silences or
 * delays what passes. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.rig.proxy;

import org.jspecify.annotations.NullMarked;
