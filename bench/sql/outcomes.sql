-- Every person of the population with all measures and the four outcomes.
WITH measures AS (
    SELECT
        people.client,
        coalesce(t01.medicines, 0) AS many_medicines__medicines,
        coalesce(t01.prescribed_medicines, 0) AS many_medicines__prescribed_medicines,
        coalesce(t02.no_show_days, 0) AS missed_appointments__no_show_days,
        coalesce(t02.recent_no_show_days, 0)
            AS missed_appointments__recent_no_show_days,
        coalesce(t02.no_show_share, 0) AS missed_appointments__no_show_share,
        coalesce(t02.no_show_days_at_most, 0) AS no_show_days_at_most,
        coalesce(t02.recent_no_show_days_at_most, 0) AS recent_no_show_days_at_most,
        coalesce(t03.points, 0) AS scattered_contacts__points,
        coalesce(t03.meetings, 0) AS scattered_contacts__meetings,
        t03.concentration AS scattered_contacts__concentration,
        t03.usual_point_share AS scattered_contacts__usual_point_share,
        t04b.client IS NOT NULL AS hypertension,
        t04b.systolic AS uncontrolled_blood_pressure__systolic,
        t04b.diastolic AS uncontrolled_blood_pressure__diastolic,
        t04a.client IS NOT NULL AS diabetes,
        t04a.hba1c AS uncontrolled_diabetes__hba1c,
        t04a.hba1c_after_rise AS uncontrolled_diabetes__hba1c_after_rise,
        CASE
            WHEN t04a.client IS NOT NULL THEN coalesce(t04a.hypoglycaemia_days, 0)
        END AS uncontrolled_diabetes__hypoglycaemia_days
    FROM read_parquet($clients) AS people
    LEFT JOIN many_medicines AS t01 USING (client)
    LEFT JOIN missed_appointments AS t02 USING (client)
    LEFT JOIN scattered_contacts AS t03 USING (client)
    LEFT JOIN uncontrolled_blood_pressure AS t04b USING (client)
    LEFT JOIN uncontrolled_diabetes AS t04a USING (client)
    WHERE people.excluded IS NULL
),

met AS (
    SELECT
        *,
        many_medicines__medicines >= $limit_medicines
        OR many_medicines__prescribed_medicines >= $limit_prescribed_medicines
            AS many_medicines_met,
        missed_appointments__no_show_days >= $limit_no_show_days
        OR missed_appointments__recent_no_show_days >= $limit_recent_no_show_days
            AS missed_appointments_met,
        no_show_days_at_most >= $limit_no_show_days
        OR recent_no_show_days_at_most >= $limit_recent_no_show_days
            AS missed_appointments_may_be_met,
        scattered_contacts__points >= $limit_points
        AND scattered_contacts__meetings >= $limit_meetings
            AS scattered_contacts_met,
        uncontrolled_blood_pressure__systolic >= $limit_systolic
        OR uncontrolled_blood_pressure__diastolic >= $limit_diastolic
            AS uncontrolled_blood_pressure_met,
        uncontrolled_diabetes__hba1c >= $limit_hba1c
        OR uncontrolled_diabetes__hba1c_after_rise >= $limit_hba1c_after_rise
        OR uncontrolled_diabetes__hypoglycaemia_days >= $limit_hypoglycaemia_days
            AS uncontrolled_diabetes_met
    FROM measures
)

SELECT
    * EXCLUDE (
        no_show_days_at_most,
        recent_no_show_days_at_most,
        hypertension,
        diabetes,
        many_medicines_met,
        missed_appointments_met,
        missed_appointments_may_be_met,
        scattered_contacts_met,
        uncontrolled_blood_pressure_met,
        uncontrolled_diabetes_met
    ),
    CASE WHEN many_medicines_met THEN 'fired' ELSE 'quiet' END AS many_medicines,
    CASE
        WHEN missed_appointments_met THEN 'fired'
        WHEN missed_appointments_may_be_met THEN 'not_assessable'
        ELSE 'quiet'
    END AS missed_appointments,
    CASE WHEN scattered_contacts_met THEN 'fired' ELSE 'quiet' END
        AS scattered_contacts,
    CASE
        WHEN NOT hypertension THEN 'not_applicable'
        WHEN uncontrolled_blood_pressure_met IS NULL THEN 'not_assessable'
        WHEN uncontrolled_blood_pressure_met THEN 'fired'
        ELSE 'quiet'
    END AS uncontrolled_blood_pressure,
    CASE
        WHEN NOT diabetes THEN 'not_applicable'
        WHEN uncontrolled_diabetes_met IS NULL THEN 'not_assessable'
        WHEN uncontrolled_diabetes_met THEN 'fired'
        ELSE 'quiet'
    END AS uncontrolled_diabetes
FROM met
ORDER BY client
