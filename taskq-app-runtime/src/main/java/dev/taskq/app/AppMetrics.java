package dev.taskq.app;

import dev.taskq.server.http.HttpMetrics;
import dev.taskq.server.http.SharedBytes;
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
import java.util.function.Supplier;

/**
 * The metrics of an application in Prometheus' format; empty if {@code OBSERVABILITY_ENABLED} is off. A scrape reads
 * memory only. Thread-safe.
 */
public final class AppMetrics implements AutoCloseable {
    private final Optional<PrometheusMeterRegistry> registry;
    private final Optional<HttpMetrics> http;
    private final Optional<SharedBytes> text;
    private final CloseStack open = new CloseStack();

    private AppMetrics(Optional<PrometheusMeterRegistry> registry) {
        this.registry = registry;
        this.http = registry.map(HttpMetrics::new);
        this.text = page().map(
                        page -> new SharedBytes(() -> page.get().getBytes(StandardCharsets.UTF_8), System::nanoTime));
    }

    /**
     * Metrics as the settings ask for them.
     *
     * @param settings the settings
     * @return metrics that include those of the JVM, or none; to be closed
     */
    public static AppMetrics of(Settings settings) {
        return settings.get(AppSettings.OBSERVABILITY_ENABLED) ? on() : off();
    }

    /**
     * Metrics that include those of the JVM.
     *
     * @return the metrics, to be closed
     */
    public static AppMetrics on() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AppMetrics metrics = new AppMetrics(Optional.of(registry));
        metrics.open.push("registry", registry::close);
        JvmGcMetrics collections = metrics.open.push("metrics of garbage collection", new JvmGcMetrics());
        List<MeterBinder> binders = List.of(
                new CpuMetrics(),
                BuildInfo.ofThisBuild(),
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
     * No metrics.
     *
     * @return none
     */
    public static AppMetrics off() {
        return new AppMetrics(Optional.empty());
    }

    /**
     * Whether metrics are collected.
     *
     * @return true if they are
     */
    public boolean isOn() {
        return registry.isPresent();
    }

    /**
     * The registry for the metrics of the application's parts.
     *
     * @return the registry; empty if there are no metrics
     */
    public Optional<MeterRegistry> registry() {
        return registry.map(it -> it);
    }

    /**
     * The metrics of HTTP calls.
     *
     * @return the metrics; empty if there are none
     */
    public Optional<HttpMetrics> http() {
        return http;
    }

    /**
     * Makes the text of all metrics.
     *
     * @return gives the metrics as {@link HttpMetrics#CONTENT_TYPE}, made at each call; empty if there are no metrics
     */
    public Optional<Supplier<String>> page() {
        return registry.map(it -> () -> it.scrape(HttpMetrics.CONTENT_TYPE));
    }

    /**
     * All metrics as {@link HttpMetrics#CONTENT_TYPE}, at most one second old. Callers within one second get the same text, so
     * many scrapers cost no more processor time than one.
     *
     * @return the text, not to be changed; empty if there are no metrics
     */
    public Optional<byte[]> scrape() {
        return text.map(SharedBytes::get);
    }

    @Override
    public void close() {
        open.close();
    }
}
