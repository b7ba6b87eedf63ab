package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.server.call.ProblemException;
import org.junit.jupiter.api.Test;

class CarriedFormsTest {
    private static final long FORM = 64 * 1024;

    /** Of one address. */
    private static final int MOST = 8;

    private final CarriedForms forms = new CarriedForms();

    /** Whether a form of the address finds room while others are read. */
    private boolean hasRoom(String address) {
        return forms.read(address, share -> {
            try {
                share.grow(FORM);
                return true;
            } catch (ProblemException e) {
                return false;
            }
        });
    }

    /** Does something while as many forms of an address are read as there is room for. */
    private void whileFull(String address, Runnable inside) {
        whileRead(address, MOST, inside);
    }

    private void whileRead(String address, int number, Runnable inside) {
        forms.read(address, share -> {
            share.grow(FORM);
            if (number == 1) {
                inside.run();
            } else {
                whileRead(address, number - 1, inside);
            }
            return true;
        });
    }

    @Test
    void formsOfOneAddressTakeHalfOfTheRoomAndThoseOfTwoAllOfIt() {
        whileFull("10.0.0.1", () -> {
            assertThat(hasRoom("10.0.0.1")).isFalse();
            assertThat(hasRoom("10.0.0.2")).isTrue();
            whileFull("10.0.0.2", () -> assertThat(hasRoom("10.0.0.3")).isFalse());
        });
        assertThat(hasRoom("10.0.0.1")).isTrue();
    }

    @Test
    void siteOfIpVersion6IsOneAddress() {
        whileFull("2001:db8:0:1::1", () -> {
            assertThat(hasRoom("2001:db8:0:1:ffff::2")).isFalse();
            assertThat(hasRoom("2001:db8:0:2::1")).isFalse();
            assertThat(hasRoom("2001:db8:1:1::1")).isTrue();
        });
    }

    @Test
    void addressIsRememberedWhileAFormOfItIsRead() {
        forms.read(
                "10.0.0.1",
                first -> forms.read("10.0.0.1", second -> {
                    assertThat(forms.addresses()).isEqualTo(1);
                    return forms.read("10.0.0.2", third -> {
                        assertThat(forms.addresses()).isEqualTo(2);
                        return true;
                    });
                }));
        assertThat(forms.addresses()).isZero();
        assertThatThrownBy(() -> forms.read("10.0.0.1", share -> {
                    throw new IllegalStateException("the form ends early");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(forms.addresses()).isZero();
    }
}
