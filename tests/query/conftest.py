"""How hard the drawn queries try: a little each time, and with `--hypothesis-profile=fuzz` for a long while."""

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")
