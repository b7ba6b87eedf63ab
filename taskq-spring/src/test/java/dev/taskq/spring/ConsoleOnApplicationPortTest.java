package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.taskq.NewTask;
import dev.taskq.TaskStatus;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.console.Masks;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** The console among the pages of an application, on Tomcat. A header stands for the application's way to sign people in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleOnApplicationPortTest {
    private static final String WHO = "X-Signed-In";
    private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");

    @TempDir
    private static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Coordinator coordinator =
            Coordinator.builder(new InMemoryTaskStore()).build().start();
    private @Nullable Tomcat tomcat;

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @Import(ConsoleOnApplicationPort.class)
    static class Application {
        @Bean
        ConsoleConfig consoleConfig() {
            return ConsoleConfig.DEFAULTS.withMasks(Masks.of("greet:/secret"));
        }

        @Bean
        ConsoleAccess access() {
            return principal -> switch (principal.getName()) {
                case "anna" -> Optional.of(new Caller("anna", Set.of(Scope.ADMIN)));
                case "rolf" -> Optional.of(new Caller("rolf", Set.of(Scope.READ)));
                default -> Optional.empty();
            };
        }

        @Bean
        Anything anything() {
            return new Anything();
        }
    }

    /** A controller of the application with a path that the console's have, too. */
    @RestController
    static class Anything {
        @GetMapping("/{any}")
        String any() {
            return "the application's own";
        }
    }

    @BeforeAll
    void start() throws Exception {
        tomcat = tomcat();
        tomcat.start();
    }

    @AfterAll
    void close() throws Exception {
        if (tomcat != null) {
            tomcat.stop();
            tomcat.destroy();
        }
        coordinator.close();
        client.close();
    }

    private Tomcat tomcat() {
        AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
        beans.register(Application.class);
        beans.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("coordinator", coordinator));
        Tomcat made = new Tomcat();
        made.setBaseDir(folder.toString());
        made.setPort(0);
        Context context = made.addContext("", folder.toString());
        Tomcat.addServlet(context, "dispatcher", new DispatcherServlet(beans)).setLoadOnStartup(1);
        context.addServletMappingDecoded("/", "dispatcher");
        FilterDef filter = new FilterDef();
        filter.setFilterName("signed in");
        filter.setFilter(signingIn());
        context.addFilterDef(filter);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName("signed in");
        everywhere.addURLPattern("/*");
        context.addFilterMap(everywhere);
        made.getConnector();
        return made;
    }

    private static Filter signingIn() {
        return (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public @Nullable Principal getUserPrincipal() {
                        String name = getHeader(WHO);
                        return name == null ? null : () -> name;
                    }
                },
                response);
    }

    private HttpRequest.Builder request(String path, String who) {
        int port = Objects.requireNonNull(tomcat).getConnector().getLocalPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return who.isEmpty() ? request : request.header(WHO, who);
    }

    private HttpResponse<String> get(String path, String who) throws Exception {
        return client.send(request(path, who).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String who, String form) throws Exception {
        return client.send(
                request(path, who)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String keyOf(HttpResponse<String> page) {
        Matcher key = KEY.matcher(page.body());
        return key.find() ? URLEncoder.encode(key.group(1), StandardCharsets.UTF_8) : "";
    }

    @Test
    void principalOfTheApplicationSeesAndSteersByItsScopes() throws Exception {
        long id = coordinator
                .submit(NewTask.of("greet", "{\"secret\":\"s3cret\"}"))
                .id();
        String task = "/console/tasks/" + id;
        HttpResponse<String> page = get(task, "anna");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.body()).contains("<span>anna</span>", "(masked)").doesNotContain("s3cret", "Sign out");
        assertThat(get(task, "rolf").body()).doesNotContain("/cancel\"");

        assertThat(post(task + "/cancel", "anna", "key=guessed").statusCode()).isEqualTo(403);
        assertThat(coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.QUEUED);
        HttpResponse<String> cancelled = post(task + "/cancel", "anna", "key=" + keyOf(page));
        assertThat(cancelled.statusCode()).isEqualTo(303);
        assertThat(cancelled.headers().firstValue("Location")).contains(task + "?done=cancelled");
        assertThat(coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(get("/console/audit", "anna").body()).contains("task.cancel", ">anna</th>");
    }

    @Test
    void onlyPrincipalsOfWhomTheBeanKnowsScopesEnter() throws Exception {
        for (String who : new String[] {"", "mallory"}) {
            HttpResponse<String> refused = get("/console", who);
            assertThat(refused.statusCode()).as(who).isEqualTo(403);
            assertThat(refused.body()).contains("Your application gives you no access to the console");
        }
        assertThat(get("/console", "rolf").body()).contains("<h1>Overview</h1>");
    }

    @Test
    void filtersAreInTheAddressAndInTheFormOfManyTasks() throws Exception {
        coordinator.submit(NewTask.of("many", "{}"));
        HttpResponse<String> list = get("/console/tasks?type=many&status=queued", "anna");
        assertThat(list.body()).contains("type: <b>many</b>");
        HttpResponse<String> counted = post(
                "/console/tasks/act?type=many&status=queued",
                "anna",
                "key=" + keyOf(list) + "&which=all&action=cancel");
        assertThat(counted.statusCode()).isEqualTo(303);
        assertThat(counted.headers().firstValue("Location").orElse("")).startsWith("/console/operations/");
    }

    @Test
    void otherPagesStayTheApplicationsOwn() throws Exception {
        assertThat(get("/orders", "").body()).isEqualTo("the application's own");
        assertThat(get("/consoles", "").body()).isEqualTo("the application's own");
    }

    private SimpleUrlHandlerMapping mapping(BeanFactory beans, String contextPath) {
        Context context = new Tomcat().addContext(contextPath, folder.toString());
        return new ConsoleOnApplicationPort()
                .taskqConsoleMapping(
                        coordinator,
                        principal -> Optional.empty(),
                        beans.getBeanProvider(ConsoleConfig.class),
                        context.getServletContext());
    }

    @Test
    void applicationWithAContextPathIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> mapping(new DefaultListableBeanFactory(), "/shop"))
                .withMessageContaining("must have no context path, and has /shop");
    }

    @Test
    void twoConfigsOfWhichNoneIsPrimaryAreRefused() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        assertThat(mapping(beans, "")).isNotNull();
        beans.registerSingleton("one", ConsoleConfig.DEFAULTS.withMasks(Masks.of("greet:/secret")));
        assertThat(mapping(beans, "")).isNotNull();
        beans.registerSingleton("other", ConsoleConfig.DEFAULTS);
        assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
                .isThrownBy(() -> mapping(beans, ""))
                .withMessageContaining("one,other");
    }
}
