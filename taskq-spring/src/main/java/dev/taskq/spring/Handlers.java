package dev.taskq.spring;

import dev.taskq.NewSchedule;
import dev.taskq.RetryPolicy;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The handlers of a context: the methods with {@link TaskHandler} or {@link Recurring}, and the beans of the type
 * {@link dev.taskq.TaskHandler}. It finds them when all singletons are there, and stops the start of the application if one is declared
 * wrongly. Thread-safe.
 *
 * <p>Where a bean of the type {@link TaskType} has the name of a method's type, its mapping and its bounds apply to the method.
 */
public final class Handlers implements BeanFactoryAware, SmartInitializingSingleton {
    private static final Attributes NO_ATTRIBUTES = new Attributes(Map.of());

    private final HandlerSettings settings;
    private @Nullable ConfigurableListableBeanFactory beans;
    private volatile List<dev.taskq.TaskHandler<?>> all = List.of();
    private volatile List<RecurringMethod> recurring = List.of();

    /**
     * The handlers of the context in which this is a bean.
     *
     * @param settings what all of them have in common
     */
    public Handlers(HandlerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        beans = (ConfigurableListableBeanFactory) beanFactory;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory factory = beans;
        if (factory == null) {
            throw new IllegalStateException("this must be a bean");
        }
        find(factory);
    }

    /**
     * The handlers, one for each type.
     *
     * @return the handlers; none before all singletons of the context are made
     */
    public List<dev.taskq.TaskHandler<?>> all() {
        return all;
    }

    /**
     * The types that they serve.
     *
     * @return the names, sorted
     */
    public List<String> types() {
        return all.stream().map(handler -> handler.type().name()).sorted().toList();
    }

    /**
     * The schedules that methods declare, with {@link Recurring}.
     *
     * @return the schedules, without a caller
     */
    public List<NewSchedule> schedules() {
        return recurring.stream().map(RecurringMethod::schedule).toList();
    }

    /** The methods that recur. */
    List<RecurringMethod> recurring() {
        return recurring;
    }

    private void find(ConfigurableListableBeanFactory factory) {
        Map<String, String> places = new LinkedHashMap<>();
        Map<String, RecurringMethod> schedules = new LinkedHashMap<>();
        List<dev.taskq.TaskHandler<?>> found = new ArrayList<>();
        new HandlerMethods(factory).find().forEach((method, how) -> {
            method.requireCallable();
            dev.taskq.TaskHandler<?> handler = handler(factory, method, how);
            add(handler, method.place(), places, found);
            how.recurring().ifPresent(when -> add(recurring(factory, method, when, handler), schedules));
        });
        factory.getBeansOfType(dev.taskq.TaskHandler.class)
                .forEach((bean, handler) -> add(
                        handler,
                        "the bean '" + bean + "' (" + handler.getClass().getSimpleName() + ")",
                        places,
                        found));
        all = List.copyOf(found);
        recurring = List.copyOf(schedules.values());
    }

    private static RecurringMethod recurring(
            ConfigurableListableBeanFactory factory,
            HandlerMethod method,
            Recurring when,
            dev.taskq.TaskHandler<?> handler) {
        try {
            return RecurringMethod.of(factory, method, when, handler);
        } catch (TaskRejectedException e) {
            throw declaredWrongly(method, RecurringMethod.attributes(factory, method, when), e);
        } catch (IllegalArgumentException e) {
            throw declaredWrongly(method, NO_ATTRIBUTES, e);
        }
    }

    private static BadHandlerException declaredWrongly(HandlerMethod method, Attributes attributes, Exception e) {
        return new BadHandlerException(
                "the task handler " + method.place() + " is declared wrongly: " + attributes.told(e), e);
    }

    private static Attributes attributes(ConfigurableListableBeanFactory factory, Declaration how) {
        return new Attributes(Map.of(
                "type", text(factory, how.type()),
                "timeout", text(factory, how.timeout()),
                "maxAttempts", Integer.toString(how.maxAttempts())));
    }

    private static void add(RecurringMethod method, Map<String, RecurringMethod> schedules) {
        String name = method.schedule().name();
        RecurringMethod other = schedules.putIfAbsent(name, method);
        if (other != null) {
            throw new BadHandlerException(
                    "two methods have the schedule " + name + ": " + other.place() + ", and " + method.place());
        }
    }

    private void add(
            dev.taskq.TaskHandler<?> handler,
            String place,
            Map<String, String> places,
            List<dev.taskq.TaskHandler<?>> found) {
        String type = handler.type().name();
        String other = places.putIfAbsent(type, place);
        if (other != null) {
            throw new BadHandlerException("two task handlers have the type " + type + ": " + other + ", and " + place
                    + ": a type has one handler in an application");
        }
        found.add(ObservedHandler.of(handler, settings.observations()));
    }

    private MethodHandler<?> handler(ConfigurableListableBeanFactory factory, HandlerMethod method, Declaration how) {
        try {
            TaskType<?> type = bounded(type(factory, method, text(factory, how.type())), factory, how);
            return new MethodHandler<>(
                    method,
                    settings.dataSource().flatMap(source -> HandlerTransaction.of(factory, method, source)),
                    type,
                    retryPolicy(factory, method, how.retryPolicy()),
                    settings.threads());
        } catch (TaskRejectedException e) {
            throw declaredWrongly(method, attributes(factory, how), e);
        } catch (IllegalArgumentException e) {
            throw declaredWrongly(method, NO_ATTRIBUTES, e);
        }
    }

    private TaskType<?> type(ConfigurableListableBeanFactory factory, HandlerMethod method, String name) {
        TaskType.checkName(name);
        for (TaskType<?> declared : factory.getBeansOfType(TaskType.class).values()) {
            if (declared.name().equals(name)) {
                if (method.paramsType().isPresent() && declared.paramsClass() != method.paramsClass()) {
                    throw method.bad(
                            "takes a " + method.paramsClass().getSimpleName() + ", and the bean TaskType of the type "
                                    + name + " has a " + declared.paramsClass().getSimpleName());
                }
                return declared;
            }
        }
        method.requireObject();
        return TaskType.of(name, method.paramsClass()).withMapping(settings.mapping());
    }

    private static TaskType<?> bounded(TaskType<?> type, ConfigurableListableBeanFactory factory, Declaration how) {
        TaskType<?> bounded = how.maxAttempts() == 0 ? type : type.withMaxAttempts(how.maxAttempts());
        String timeout = text(factory, how.timeout());
        return timeout.isEmpty()
                ? bounded
                : bounded.withTimeout(Attributes.duration("time-out", timeout, "30s, 5m or PT1H30M"));
    }

    private static String text(ConfigurableListableBeanFactory factory, String declared) {
        String resolved = factory.resolveEmbeddedValue(declared);
        return resolved == null ? "" : resolved;
    }

    private static RetryPolicy retryPolicy(ConfigurableListableBeanFactory factory, HandlerMethod method, String bean) {
        if (bean.isEmpty()) {
            return RetryPolicy.exponential();
        }
        try {
            return factory.getBean(bean, RetryPolicy.class);
        } catch (BeansException e) {
            throw new BadHandlerException(
                    "the task handler " + method.place() + " names the retry policy '" + bean
                            + "', and there is no such bean: those of the type RetryPolicy are "
                            + List.of(factory.getBeanNamesForType(RetryPolicy.class)),
                    e);
        }
    }
}
