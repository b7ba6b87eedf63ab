package dev.taskq.client;

import dev.taskq.testkit.TestTimeouts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The resolver of the tests' JVM: it looks names up as the JDK does, except for those that a test lets hang. As in an
 * operating system, an interrupt does not end a look-up. Thread-safe.
 */
public final class HangingNames extends InetAddressResolverProvider {
    /** The JVM makes the resolver, so a test reaches it only by what is static. */
    private static final Map<String, Hanging> HANGING = new ConcurrentHashMap<>();

    /**
     * Lets the look-ups of a name hang.
     *
     * @param name a name that was not looked up before, because the JVM remembers its addresses
     */
    static Hanging hang(String name) {
        Hanging hanging = new Hanging(name);
        HANGING.put(name, hanging);
        return hanging;
    }

    /** A name whose look-ups hang until they are let go. It is then one of the loopback address. */
    static final class Hanging implements AutoCloseable {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final String name;

        private Hanging(String name) {
            this.name = name;
        }

        void awaitBegun() throws InterruptedException {
            if (!begun.await(TestTimeouts.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " is not looked up");
            }
        }

        void letGo() {
            over.countDown();
        }

        private Stream<InetAddress> addresses() {
            begun.countDown();
            boolean interrupted = false;
            while (over.getCount() > 0) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return Stream.of(InetAddress.getLoopbackAddress());
        }

        @Override
        public void close() {
            letGo();
            HANGING.remove(name);
        }
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver ofTheJdk = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                Hanging hanging = HANGING.get(host);
                return hanging == null ? ofTheJdk.lookupByName(host, policy) : hanging.addresses();
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return ofTheJdk.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "hanging names";
    }
}
