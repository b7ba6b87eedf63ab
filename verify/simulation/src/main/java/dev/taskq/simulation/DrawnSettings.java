package dev.taskq.simulation;

import dev.taskq.OperationAction;
import dev.taskq.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Draws settings by chance. A seed always draws the same one, so the order of the draws is kept. */
final class DrawnSettings {
    /** The others are drawn later. */
    private static final List<OperationAction> EARLIER_ACTIONS =
            List.of(OperationAction.CANCEL, OperationAction.RETRY, OperationAction.DELETE);

    private DrawnSettings() {}

    /** A random setting. */
    static Setting drawn(SplittableRandom random) {
        SettingBuilder builder = new SettingBuilder();
        builder.types = random.nextInt(4) == 0 ? 2 : 1;
        // Short ones are as frequent as long ones.
        builder.storm = (int) (1_500 * Math.pow(10, random.nextDouble()));
        if (random.nextInt(4) == 0) {
            int at = 500 + random.nextInt(builder.storm);
            builder.drains = List.of(at);
            builder.drainRequests = at % 2 == 0 ? List.of(at / 2) : List.of();
        }
        builder.orders = orders(builder, random);
        builder.coordinators = 1 + random.nextInt(3);
        builder.agents = 1 + random.nextInt(4);
        builder.slots = 1 + random.nextInt(3);
        builder.withQueue = random.nextInt(10) != 0;
        builder.virtualThreads = random.nextInt(4) == 0;
        builder.toTheEnd = random.nextInt(4) == 0;
        if (random.nextInt(6) == 0) {
            builder.pauses = List.of(new Pause(
                    random.nextInt(builder.types), random.nextInt(builder.storm), 200 + random.nextInt(builder.storm)));
        }
        if (random.nextInt(10) == 0) {
            builder.retention = 1_000 + random.nextInt(20_000);
        }
        if (random.nextInt(6) == 0) {
            builder.memory = 1 + random.nextInt(2);
        }
        if (random.nextInt(6) == 0) {
            OperationAction action = EARLIER_ACTIONS.get(random.nextInt(EARLIER_ACTIONS.size()));
            builder.bulks = List.of(new Bulk(action, 500 + random.nextInt(builder.storm)));
        }
        return builder.setting();
    }

    private static List<Order> orders(SettingBuilder builder, SplittableRandom random) {
        List<Order> orders = new ArrayList<>();
        int number = 1 + random.nextInt(8);
        // At most two that end their process: each can take its neighbours down twice, and five losses are too many.
        int mayEndProcess = random.nextInt(4) == 0 ? 2 : 0;
        for (int i = 0; i < number; i++) {
            Behaviour does = behaviour(random);
            if (does.endsProcess() && mayEndProcess == 0) {
                does = Behaviour.SUCCEEDS;
            }
            mayEndProcess -= does.endsProcess() ? 1 : 0;
            orders.add(new Order(
                    does,
                    random.nextInt(builder.types),
                    random.nextInt(3) == 0 ? random.nextInt(builder.storm) : random.nextInt(500),
                    random.nextInt(5) == 0 ? random.nextInt(5_000) : 0,
                    random.nextInt(4) != 0,
                    random.nextInt(8) == 0 ? random.nextInt(4_000) : -1,
                    random.nextInt(8) == 0));
        }
        return orders;
    }

    /** Short ones are as frequent as long ones. A longer one shows no more than one of half a minute. */
    private static Held held(SplittableRandom random) {
        int open = (int) (10 * Math.pow(10, 3.5 * random.nextDouble()));
        return new Held(open, random.nextInt(4) != 0, random.nextBoolean());
    }

    /** Short enough for a handler that takes long before. */
    private static Completing completing(SplittableRandom random) {
        Completing.First[] all = Completing.First.values();
        int open = random.nextInt(4) == 0 ? 0 : (int) Math.pow(10, 3.2 * random.nextDouble());
        return new Completing(open, all[random.nextInt(all.length)]);
    }

    private static Recurring recurring(int storm, SplittableRandom random) {
        int most = random.nextInt(4);
        return new Recurring(
                random.nextInt(3) == 0 ? Behaviour.TAKES_LONG : Behaviour.SUCCEEDS,
                random.nextInt(500),
                1_000 + random.nextInt(2_000),
                most,
                most > 1 || random.nextBoolean(),
                random.nextInt(3) == 0 ? random.nextInt(storm) : -1,
                random.nextInt(5_000),
                -1);
    }

    private static Behaviour behaviour(SplittableRandom random) {
        if (random.nextInt(2) == 0) {
            return Behaviour.SUCCEEDS;
        }
        // Steps are drawn later.
        List<Behaviour> all = Arrays.stream(Behaviour.values())
                .filter(each -> each != Behaviour.STEPS)
                .toList();
        Behaviour drawn = all.get(random.nextInt(all.size()));
        return drawn == Behaviour.LASTS ? Behaviour.TAKES_LONG : drawn;
    }

    /**
     * Varies a setting by chance. Each variation draws after those that are older, so that the seeds of before keep the rest.
     *
     * @param setting the setting that was drawn
     * @param random the numbers, from which all else of the run was drawn before
     */
    static Setting varied(Setting setting, SplittableRandom random) {
        Setting held = withSomeHeld(setting, random);
        Setting completing = withSomeCompleting(held, random);
        Setting stepping = withSomeSteps(completing, random);
        Setting recurring = withSomeRecurring(stepping, random);
        return withSomeIdleness(recurring, random);
    }

    /** The setting with some tasks, by chance, submitted in transactions of applications. */
    private static Setting withSomeHeld(Setting setting, SplittableRandom random) {
        return setting.withOrders(setting.orders().stream()
                .map(order -> random.nextInt(8) == 0 ? order.withHeld(held(random)) : order)
                .toList());
    }

    /** The setting with some tasks, by chance, completed in transactions of their handlers. */
    private static Setting withSomeCompleting(Setting setting, SplittableRandom random) {
        return setting.withOrders(setting.orders().stream()
                .map(order -> random.nextInt(6) == 0 ? order.withCompleting(completing(random)) : order)
                .toList());
    }

    /**
     * The setting with some tasks, by chance, that make checkpoints. Not where the memory of agents is bounded to a number of
     * tasks, which checkpoints make larger.
     */
    private static Setting withSomeSteps(Setting setting, SplittableRandom random) {
        if (setting.memory() > 0) {
            return setting;
        }
        return setting.withOrders(setting.orders().stream()
                .map(order -> order.does() == Behaviour.SUCCEEDS && random.nextInt(6) == 0
                        ? order.withDoes(Behaviour.STEPS)
                        : order)
                .toList());
    }

    /**
     * The setting with some tasks, by chance, that a person does not let wait. Not those that end their process: a retry that comes
     * late starts their losses anew.
     */
    static Setting withSomeHurry(Setting setting, SplittableRandom random) {
        return setting.withOrders(setting.orders().stream()
                .map(order -> !order.does().endsProcess() && random.nextInt(8) == 0 ? order.withHurry() : order)
                .toList());
    }

    /** The setting with its schedules, by chance, edited by a person. */
    static Setting withSomeEdits(Setting setting, SplittableRandom random) {
        return setting.withSchedules(setting.schedules().stream()
                .map(schedule ->
                        random.nextBoolean() ? schedule.withEditAfter(random.nextInt(setting.storm())) : schedule)
                .toList());
    }

    /** The setting, by chance, with presets that differ, if it has frugal processes. */
    static Setting withSomeMixture(Setting setting, SplittableRandom random) {
        boolean mixes = random.nextBoolean();
        return mixes && setting.preset() == Preset.FRUGAL ? setting.withMixedPresets(Mixture.EACH_SECOND) : setting;
    }

    /** The setting, by chance, with a deploy of another preset, if presets differ in it: three or four coordinators, two of which are replaced. */
    static Setting withSomeDeploy(Setting setting, SplittableRandom random) {
        if (setting.mixture() == Mixture.NONE || random.nextBoolean()) {
            return setting;
        }
        int first = 500 + random.nextInt(setting.storm());
        return setting.withMixedPresets(Mixture.ALL_BUT_FIRST)
                .withCoordinators(3 + random.nextInt(2))
                .withCoordinatorStops(List.of(first, first + 500 + random.nextInt(2_000)));
    }

    /** The setting with an operation, by chance, that does not let the scheduled tasks wait. */
    static Setting withSomeHaste(Setting setting, SplittableRandom random) {
        if (random.nextInt(6) != 0) {
            return setting;
        }
        List<Bulk> bulks = new ArrayList<>(setting.bulks());
        bulks.add(new Bulk(OperationAction.RUN_NOW, 500 + random.nextInt(setting.storm())));
        return setting.withBulks(bulks);
    }

    /** The setting with a schedule, by chance. */
    private static Setting withSomeRecurring(Setting setting, SplittableRandom random) {
        return random.nextInt(6) == 0 ? setting.withSchedules(List.of(recurring(setting.storm(), random))) : setting;
    }

    /** The setting, by chance, with frugal processes, or in the processes of applications, of which there may be one only. */
    private static Setting withSomeIdleness(Setting setting, SplittableRandom random) {
        Setting paced = random.nextInt(6) == 0 ? setting.withPreset(Preset.FRUGAL) : setting;
        if (random.nextInt(8) != 0) {
            return paced;
        }
        Setting apart = random.nextBoolean() ? paced.withCoordinators(1).withAgents(1, setting.slots()) : paced;
        return apart.embeddedWithoutQueue();
    }
}
