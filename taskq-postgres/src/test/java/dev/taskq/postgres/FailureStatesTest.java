package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import java.io.EOFException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** The meaning of each state, shown with the server's own messages. */
class FailureStatesTest {
    private static PSQLException told(String severity, String state) {
        return told(severity, state, "xact.c");
    }

    private static PSQLException told(String severity, String state, String file) {
        return new PSQLException(
                new ServerErrorMessage("S" + severity + "\0C" + state + "\0Msomething\0F" + file + "\0"));
    }

    /** As the driver reports it: the server's message, then the loss of the connection. */
    private static PSQLException andHungUp(PSQLException last) {
        last.setNextException(new PSQLException("sending failed", PSQLState.CONNECTION_FAILURE, new EOFException()));
        return last;
    }

    @ParameterizedTest
    @ValueSource(strings = {"58030", "53100", "XX000", "XX001", "57014", "57P01", "57P02", "57P05x"})
    void connectionThatTheServerEndedUnderACommitIsOfUnknownOutcome(String state) {
        for (String severity : List.of("FATAL", "PANIC")) {
            assertThat(Failures.ofCommit(told(severity, state), List.of(7L)))
                    .isInstanceOf(OutcomeUnknownException.class);
        }
        // Severities are translated into the server's language.
        assertThat(Failures.ofCommit(andHungUp(told("PANIK", state)), List.of(7L)))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25P03", "57P05"})
    void serverThatEndedAnIdleConnectionDidNotReadTheCommit(String state) {
        assertThat(Failures.ofCommit(andHungUp(told("FATAL", state)), List.of(7L)))
                .isExactlyInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"58030", "53100", "XX000", "57014"})
    void errorThatLeavesTheConnectionChangedNothing(String state) {
        assertThat(Failures.ofCommit(told("ERROR", state), List.of(7L)))
                .isExactlyInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void statementThatTookTooLongIsToldFromAServerThatIsAway() {
        assertThat(Failures.ofWork(told("ERROR", "57014")))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.isTimeOut()).isTrue());
        for (TaskqException other : List.of(
                Failures.ofWork(told("ERROR", "53100")),
                Failures.ofWork(told("ERROR", "55P03")),
                Failures.ofWork(told("FATAL", "57P01")),
                Failures.ofWork(told("ERROR", "42P01")),
                Failures.ofConnecting(new SQLTransientConnectionException("a pool's", "08001")))) {
            assertThat(other)
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.isTimeOut()).isFalse());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "22008", "22021", "22P05", "54000", "54001"})
    void whatAValueCanCauseIsTheCallersFault(String state) {
        assertThat(Failures.ofWork(told("ERROR", state))).isInstanceOf(StoreRefusedException.class);
        assertThat(Failures.isTrouble(told("ERROR", state))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2200H", "22000", "22004", "22007", "22012", "22023", "22P02", "23502", "23505", "23514", "23P01",
                        "25006",
                "25P02", "26000", "34000", "42501", "42703", "42804", "42P01", "53100", "53200", "53300", "54011",
                        "54023",
                "55000", "57014", "58030", "XX000", "XX001"
            })
    void allElseIsTheServersTroubleAndIsLogged(String state) {
        assertThat(Failures.ofWork(told("ERROR", state)))
                .isInstanceOf(StoreUnavailableException.class)
                .isNotInstanceOf(StoreBusyException.class);
        assertThat(Failures.isTrouble(told("ERROR", state))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "28000, LOGIN_REFUSED",
        "28P01, LOGIN_REFUSED",
        "08004, LOGIN_REFUSED",
        "3D000, NO_SUCH_DATABASE",
        "42501, NO_RIGHTS",
        "3F000, SCHEMA_DAMAGED",
        "42P01, SCHEMA_DAMAGED",
        "42703, SCHEMA_DAMAGED",
        "0A000, UNSUITABLE"
    })
    void whatAnOperatorMustPutRightIsToldApart(String state, Problem problem) {
        StoreUnavailableException failure =
                Failures.ofConnecting(new SQLTransientConnectionException("a pool's", "08001", told("FATAL", state)));
        assertThat(failure)
                .isInstanceOfSatisfying(
                        StoreMisconfiguredException.class,
                        e -> assertThat(e.problem()).isEqualTo(problem));
        assertThat(failure.repeatingHelps()).isFalse();
        assertThat(Failures.ofWork(told("ERROR", state))).hasMessage(failure.getMessage());
    }

    @Test
    void textThatIsNoJsonIsTheCallersFaultAndAnyOtherIsNot() {
        assertThat(Failures.ofWork(told("ERROR", "22P02", "jsonfuncs.c"))).isInstanceOf(StoreRefusedException.class);
        assertThat(Failures.ofWork(told("ERROR", "22P02", "numutils.c")))
                .isExactlyInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void lockThatIsHeldOrAServerThatStartsIsNoTrouble() {
        assertThat(Failures.isTrouble(told("FATAL", "57P03"))).isFalse();
        assertThat(Failures.ofWork(told("ERROR", "55P03"))).isInstanceOf(StoreBusyException.class);
        assertThat(Failures.isTrouble(told("ERROR", "55P03"))).isFalse();
        assertThat(Failures.isTrouble(new SQLException("refused", "08001"))).isFalse();
    }
}
