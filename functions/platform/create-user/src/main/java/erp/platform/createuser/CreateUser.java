package erp.platform.createuser;

import com.fasterxml.jackson.annotation.JsonProperty;
import erp.platform.Functions;
import erp.platform.Login;
import erp.platform.PlatformCode;
import erp.security.Passwords;
import erp.security.Permissions;
import erp.security.Secret;
import erp.security.SlowDigests;
import erp.web.Function;
import erp.work.Call;
import erp.work.Identified;
import erp.work.Ids;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody may sign in from now on and work for this company in the roles given. The password stands nowhere but as an Argon2id hash;
 * what recognises a repetition of the request is as hard to guess it from.
 *
 * <p>Refused: 403 {@code beyond_own_permissions}; 409 {@code login_taken}; 422 {@code unknown_role}, {@code login_format},
 * {@code password_too_short}, {@code password_too_long}, {@code password_is_login}; 429 {@code sign_in_busy}.
 */
@Controller
@Function(name = "create-user")
class CreateUser {

    private final Work work;
    private final Permissions permissions;
    private final Passwords passwords;
    private final SlowDigests digests;

    CreateUser(Work work, Permissions permissions, Passwords passwords, SlowDigests digests) {
        this.work = work;
        this.permissions = permissions;
        this.passwords = passwords;
        this.digests = digests;
    }

    @Post("/api/v1/users")
    @Status(HttpStatus.CREATED)
    HttpResponse<Response> create(@Body Request request) {
        return work.once(Call.current(), digests, request, tx -> {
            List<String> roles = request.roles.stream().distinct().sorted().toList();
            List<Role> known = tx.list(Role.class, "select id, functions from platform.roles where company_id = ? and id = any(?)",
                    tx.company(), roles);
            permissions.refuseBeyondOwn(tx.call().caller(), functions(roles, known));
            if (!tx.list(UUID.class, "select id from platform.users where login = ?", Login.of(request.login).text()).isEmpty()) {
                throw new Refusal(PlatformCode.LOGIN_TAKEN);
            }
            refuseUnknown(roles, known);
            Login login = Login.fresh(request.login);
            String hash = passwords.hash(login.text(), request.password.value());
            return write(tx, new Response(Ids.next(), login.text(), request.name, request.locale, roles, true, 1), hash);
        });
    }

    /** What the roles allow together; the administrator's is everything. */
    private static Set<String> functions(List<String> roles, List<Role> known) {
        Set<String> functions = new HashSet<>();
        known.forEach(role -> functions.addAll(role.functions));
        if (roles.contains(Permissions.ADMINISTRATOR)) {
            functions.addAll(Functions.names());
        }
        return functions;
    }

    private static void refuseUnknown(List<String> roles, List<Role> known) {
        roles.stream().filter(id -> !id.equals(Permissions.ADMINISTRATOR) && known.stream().noneMatch(role -> role.id.equals(id)))
                .findFirst().ifPresent(id -> {
                    throw new Refusal(PlatformCode.UNKNOWN_ROLE, id);
                });
    }

    private static Response write(Tx tx, Response user, String hash) {
        tx.write("insert into platform.users (id, login, name, password_hash, locale) values (?, ?, ?, ?, ?)", user.id, user.login,
                user.name, hash, user.locale.name().toLowerCase(Locale.ROOT));
        tx.write("insert into platform.memberships (company_id, user_id, roles) values (?, ?, ?)", tx.company(), user.id, user.roles);
        return user;
    }

    private record Role(String id, List<String> functions) {
    }

    /** The language somebody is addressed in. */
    enum Language {
        @JsonProperty("de")
        DE,
        @JsonProperty("en")
        EN
    }

    /**
     * The user.
     *
     * @param login    e-mail address or name, unique in the whole installation
     * @param password 12 to 256 characters
     * @param roles    roles of this company; {@code administrator} is one of every company
     */
    @Introspected
    record Request(@NotBlank @Size(max = 254) String login, @NotBlank @Size(max = 200) String name, Secret password, Language locale,
                   @Size(max = 50) List<@Size(max = 40) String> roles) {
    }

    /** The user as created. */
    @Introspected
    record Response(UUID id, String login, String name, Language locale, List<String> roles, boolean active, int version)
            implements Identified, Versioned {
    }
}
