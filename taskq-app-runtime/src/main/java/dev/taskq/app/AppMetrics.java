package dev.taskq.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of an application, as Prometheus reads them; none where {@code OBSERVABILITY_ENABLED} is off. A scrape reads
 * memory only. Thread-safe.
 */
public final class AppMetrics implements AutoCloseable {
    /** What a scrape is: Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Optional<PrometheusMeterRegistry> registry;
    private final Optional<HttpMetrics> http;
    private final Optional<SharedBytes> text;
    private final CloseStack open = new CloseStack();

    private AppMetrics(Optional<PrometheusMeterRegistry> registry) {
        this.registry = registry;
        this.http = registry.map(HttpMetrics::new);
        this.text = registry.map(it ->
                new SharedBytes(() -> it.scrape(CONTENT_TYPE).getBytes(StandardCharsets.UTF_8), System::nanoTime));
    }

    /**
     * As the settings want them.
     *
     * @param settings the settings
     * @return metrics, those of the JVM among them, or none; to be closed
     */
    public static AppMetrics of(Settings settings) {
        return settings.get(AppSettings.OBSERVABILITY_ENABLED) ? on() : off();
    }

    /**
     * Metrics, those of the JVM among them.
     *
     * @return the metrics, to be closed
     */
    public static AppMetrics on() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AppMetrics metrics = new AppMetrics(Optional.of(registry));
        metrics.open.push("registry", registry::close);
        JvmGcMetrics collections = metrics.open.push("metrics of garbage collection", new JvmGcMetrics());
        List<MeterBinder> binders = List.of(
                BuildInfo.ofThisBuild(),
                new CpuMetrics(),
                collections,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
        Logging.bindTo(registry);
        return metrics;
    }

    /**
     * No metrics at all.
     *
     * @return none
     */
    public static AppMetrics off() {
        return new AppMetrics(Optional.empty());
    }

    /**
     * Whether there are metrics.
     *
     * @return whether there are
     */
    public boolean isOn() {
        return registry.isPresent();
    }

    /**
     * Where parts of the application put theirs.
     *
     * @return the registry; empty where there are no metrics
     */
    public Optional<MeterRegistry> registry() {
        return registry.map(it -> it);
    }

    /**
     * What is measured of HTTP calls.
     *
     * @return the metrics; empty where there are none
     */
    public Optional<HttpMetrics> http() {
        return http;
    }

    /**
     * All of them, as {@link #CONTENT_TYPE}, as they were at most a second ago: whoever asks within that second gets the same, so
     * that many who ask take no more of the processor than one.
     *
     * @return the text, not to be changed; empty where there are no metrics
     */
    public Optional<byte[]> scrape() {
        return text.map(SharedBytes::get);
    }

    @Override
    public void close() {
        open.close();
    }
}
