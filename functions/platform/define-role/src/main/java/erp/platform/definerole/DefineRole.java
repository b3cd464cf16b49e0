package erp.platform.definerole;

import erp.platform.Functions;
import erp.platform.PlatformCode;
import erp.security.Permissions;
import erp.web.Function;
import erp.work.Call;
import erp.work.Identified;
import erp.work.Refusal;
import erp.work.Tx;
import erp.work.Versioned;
import erp.work.Work;
import erp.work.WorkCode;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Put;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A role is a set of functions: it comes into being or is replaced. It counts at once for everybody who has it; other processes follow
 * within seconds. A role that exists is only replaced with {@code If-Match}.
 *
 * <p>Refused: 403 {@code beyond_own_permissions}; 428 {@code if_match_missing}; 412 {@code version_stale}; 409 {@code role_fixed};
 * 422 {@code role_id_format}, {@code unknown_function}.
 */
@Controller
@Function(name = "define-role")
class DefineRole {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final Work work;
    private final Permissions permissions;

    DefineRole(Work work, Permissions permissions) {
        this.work = work;
        this.permissions = permissions;
    }

    @Put("/api/v1/roles/{id}")
    HttpResponse<Response> define(String id, @Body Request request) {
        HttpResponse<Response> answer = work.once(request, tx -> {
            permissions.refuseBeyondOwn(tx.call().caller(), request.functions);
            Optional<Known> known = tx.find(Known.class,
                    "select version from platform.roles where company_id = ? and id = ? for update", tx.company(), id);
            known.ifPresent(_ -> tx.call().requireIfMatch());
            known.orElse(Known.NONE).refuseStale(tx.call());
            refuse(id, request.functions);
            List<String> functions = request.functions.stream().distinct().sorted().toList();
            int version = known.isPresent() ? replace(tx, id, request.name, functions) : insert(tx, id, request.name, functions);
            return new Response(id, request.name, functions, version);
        });
        // Committed here: whoever asks from now on gets the new role.
        permissions.forget(Call.current().caller().company(), id);
        return answer;
    }

    private static void refuse(String id, List<String> functions) {
        if (id.equals(Permissions.ADMINISTRATOR)) {
            throw new Refusal(PlatformCode.ROLE_FIXED);
        }
        if (!ID.matcher(id).matches()) {
            throw new Refusal(PlatformCode.ROLE_ID_FORMAT);
        }
        List<Refusal.Field> unknown = new ArrayList<>();
        for (int i = 0; i < functions.size(); i++) {
            if (!Functions.names().contains(functions.get(i))) {
                unknown.add(new Refusal.Field("/functions/" + i, PlatformCode.UNKNOWN_FUNCTION, functions.get(i)));
            }
        }
        if (!unknown.isEmpty()) {
            throw new Refusal(unknown, PlatformCode.UNKNOWN_FUNCTION, unknown.getFirst().args());
        }
    }

    private static int replace(Tx tx, String id, String name, List<String> functions) {
        return tx.list(Integer.class, """
                update platform.roles
                   set name = ?, functions = ?, version = version + 1, recorded_at = now(), recorded_by = platform.actor()
                 where company_id = ? and id = ? returning version""", name, functions, tx.company(), id).getFirst();
    }

    private static int insert(Tx tx, String id, String name, List<String> functions) {
        return tx.list(Integer.class, """
                insert into platform.roles (company_id, id, name, functions) values (?, ?, ?, ?)
                on conflict (company_id, id) do nothing returning version""", tx.company(), id, name, functions).stream().findFirst()
                // Somebody has just defined it: now it exists, and is replaced only by who has seen it.
                .orElseThrow(() -> new Refusal(WorkCode.IF_MATCH_MISSING));
    }

    private record Known(int version) implements Versioned {

        private static final Known NONE = new Known(0);
    }

    /**
     * The role.
     *
     * @param functions names of functions, as {@code GET /api/v1/functions} lists them
     */
    @Introspected
    record Request(@NotBlank @Size(max = 100) String name, @Size(max = 500) List<@Size(max = 100) String> functions) {
    }

    /** The role as it is now. */
    @Introspected
    record Response(String id, String name, List<String> functions, int version) implements Identified, Versioned {
    }
}
