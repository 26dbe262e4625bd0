-- Who is named, which plans hold, and how long ago the named one was in touch, for
-- people with a recorded segment of continuous need.
WITH concerned AS (
    SELECT client, segment, segment_on, social_worker, care_lead
    FROM read_parquet($clients)
    WHERE segment IN $segments
        AND segment_consent
        AND (segment_on IS NULL OR segment_on <= $as_of)
),

agreed AS (
    SELECT client, count(*) AS plans, max(day) AS reviewed_on
    FROM read_parquet($plans)
    WHERE kind IN $plan_kinds
        AND day <= $as_of
        AND (ends_on IS NULL OR ends_on >= $as_of)
    GROUP BY client
),

-- Whether the named one was met is not known where no worker is recorded.
in_touch AS (
    SELECT
        client,
        max(day) FILTER (
            worker_id IS NULL OR worker_id IN (social_worker, care_lead)
        ) AS perhaps_on,
        max(day) FILTER (worker_id IN (social_worker, care_lead)) AS known_on
    FROM read_parquet($contacts)
    INNER JOIN concerned USING (client)
    WHERE day BETWEEN $looked_back_from AND $as_of
        AND status = 'fulfilled'
        AND mode IN $modes
        AND visitor_role IN $visitor_roles
        AND (social_worker IS NOT NULL OR care_lead IS NOT NULL)
    GROUP BY client
),

known AS (
    SELECT
        client,
        segment,
        (social_worker IS NOT NULL)::INTEGER + (care_lead IS NOT NULL)::INTEGER
            AS named_workers,
        coalesce(plans, 0) AS plans_in_force,
        coalesce($as_of - reviewed_on, 0) AS plan_age_days,
        least($as_of - perhaps_on, $as_of - segment_on, $looked_back_days) AS days,
        least($as_of - known_on, $as_of - segment_on, $looked_back_days)
            AS days_at_most
    FROM concerned
    LEFT JOIN agreed USING (client)
    LEFT JOIN in_touch USING (client)
),

measures AS (
    SELECT
        client,
        named_workers,
        plans_in_force,
        plan_age_days,
        if(named_workers > 0, days, 0) AS days_without_named,
        if(named_workers > 0, days_at_most, 0) AS days_at_most,
        if(named_workers > 0 AND segment IN $closer_segments, days, 0)
            AS days_without_named_closer,
        if(named_workers > 0 AND segment IN $closer_segments, days_at_most, 0)
            AS days_closer_at_most,
        if(named_workers > 0, 0, plans_in_force) AS plans_without_named
    FROM known
)

SELECT
    * EXCLUDE (days_at_most, days_closer_at_most),
    CASE
        WHEN named_workers < $limit_named_workers
            OR plans_in_force < $limit_plans_in_force
            OR plan_age_days > $limit_plan_age_days
            OR days_without_named > $limit_days_without_named
            OR days_without_named_closer > $limit_days_without_named_closer
            OR plans_without_named >= $limit_plans_without_named
            THEN 'fired'
        WHEN days_at_most > $limit_days_without_named
            OR days_closer_at_most > $limit_days_without_named_closer
            THEN 'not_assessable'
        ELSE 'quiet'
    END AS outcome
FROM measures
