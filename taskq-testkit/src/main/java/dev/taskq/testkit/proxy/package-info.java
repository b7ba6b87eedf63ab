/**
 * A network that fails: {@link dev.taskq.testkit.proxy.TcpProxy} stands between a client and a server, and cuts, silences or
 * delays what passes. Nothing here needs JUnit.
 */
@NullMarked
package dev.taskq.testkit.proxy;

import org.jspecify.annotations.NullMarked;
