using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification.Rules;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Patients.Devices.Profiles;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;
using WardGrid.Patients.Suppression;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Web;
using WardGrid.Web.SignIn;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A real web server over a hand-fed ward whose beds send in real time.</summary>
internal sealed class LivingWard : IAsyncDisposable
{
    /// <summary>The person with every role as whom each browser is signed in, unless a test says otherwise.</summary>
    public const string Visitor = "M. Weber";

    /// <summary>They outlive a server, as those in the records do.</summary>
    private static readonly InMemorySessionKeys Keys = new();

    private readonly ConcurrentDictionary<string, SendingBed> _sending = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _app;
    private readonly Task _pump;
    private readonly DateTimeOffset _begin = TimeProvider.System.GetUtcNow();
    private int _alarms;

    private LivingWard(
        WebApplication app,
        FakeWard ward,
        InMemoryAlarmLog settings,
        InMemoryDeviceRegister devices,
        FakePatients patients,
        FakeOnboarding onboarding
    )
    {
        (_app, Ward, Book, Devices, Patients, Onboarding) = (app, ward, settings, devices, patients, onboarding);
        _pump = PumpAsync();
    }

    public FakeWard Ward { get; }

    public InMemoryAlarmLog Book { get; }

    public InMemoryAccounts Accounts { get; private init; } = new();

    public InMemoryAuditTrail Audit { get; private init; } = new();

    public required FakeConformance Conformance { get; init; }

    internal FakeAlarmCodes AlarmCodes { get; private init; } = null!;

    public required FakePreviews Previews { get; init; }

    public required PeopleRegister People { get; init; }

    public required DisplayRegister Displays { get; init; }

    public InMemoryMinutes Minutes { get; private init; } = new();

    public InMemoryWardSettings WardSettings { get; private init; } = new();

    public InMemoryDeviceRegister Devices { get; }

    public FakePatients Patients { get; }

    public FakeOnboarding Onboarding { get; }

    public string Address => _app.Urls.First();

    /// <summary>The server's log so far.</summary>
    public IEnumerable<string> Log => Kept.Lines;

    private KeptLog Kept { get; init; } = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static async Task<LivingWard> StartAsync(
        int beds,
        int port = 0,
        InMemoryWardSettings? wardBook = null,
        TimeProvider? clock = null,
        SignInOptions? signIn = null,
        DeviceProfiles? profiles = null
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var log = new KeptLog();
        builder.Logging.AddProvider(log);
        var (ward, settings, devices) = (new FakeWard(), new InMemoryAlarmLog(), new InMemoryDeviceRegister());
        settings.WardOf = alarm => ward[alarm.Bed].Association.Ward;
        var minutes = new InMemoryMinutes();
        var accounts = new InMemoryAccounts();
        signIn ??= new() { Visitor = Visitor };
        if (signIn.Visitor is not null)
            await accounts.AddAsync(VisitorsAccount(), onlyAsFirst: false, default);
        var patients = new FakePatients(ward, settings, TimeProvider.System);
        var onboarding = new FakeOnboarding(devices, TimeProvider.System);
        var audit = new InMemoryAuditTrail();
        var conformance = new FakeConformance();
        var codes = new FakeAlarmCodes();
        var previews = new FakePreviews();
        builder
            .Services.AddSingleton<IOnboarding>(onboarding)
            .AddSingleton<IAuditTrail>(audit)
            .AddSingleton<IAuditReader>(audit)
            .AddSingleton<IConformanceTests>(conformance)
            .AddSingleton<IAlarmCodes>(codes)
            .AddSingleton<IConformanceRecords>(conformance)
            .AddSingleton<IDevicePreviews>(previews)
            .AddSingleton(profiles ?? DeviceProfiles.BuiltIn)
            .AddSingleton<IDeviceEndpoint>(new FakeDeviceEndpoint());
        builder
            .Services.AddSingleton<IWard>(ward)
            .AddSingleton<IPatients>(patients)
            .AddSingleton<IAlarmLog>(settings)
            .AddSingleton<IDeviceRegister>(devices)
            .AddSingleton<IMinuteValues>(minutes)
            .AddSingleton<IWardSettings>(wardBook ??= new());
        builder
            .Services.AddSingleton<ISuppressionRules>(new InMemorySuppressionRules())
            .AddSingleton(SuppressionModes.AllShadow)
            .AddSingleton(OperatingPoints.BuiltIn)
            .AddSingleton<SuppressionPolicy>();
        // A page that is still open does not hold the end of a test.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder
            .Services.AddSingleton<IAccounts>(accounts)
            .AddSingleton<IWardDisplays>(new InMemoryDisplays())
            .AddSingleton<ISessionKeys>(Keys);
        builder.Services.AddWardGridWeb(signIn);
        var app = builder.Build();
        app.UsePageHeaders();
        app.MapWardGridWeb();
        var living = new LivingWard(app, ward, settings, devices, patients, onboarding)
        {
            Accounts = accounts,
            Audit = audit,
            Conformance = conformance,
            AlarmCodes = codes,
            Previews = previews,
            People = app.Services.GetRequiredService<PeopleRegister>(),
            Displays = app.Services.GetRequiredService<DisplayRegister>(),
            Minutes = minutes,
            WardSettings = wardBook,
            Kept = log,
        };
        for (var bed = 1; bed <= beds; bed++)
            living.Admit(bed.ToString());
        await app.StartAsync();
        return living;
    }

    private static Account VisitorsAccount() =>
        new()
        {
            Id = "visitor",
            UserName = Visitor,
            Name = Visitor,
            Roles = Roles.Nurse | Roles.Engineer | Roles.Administrator,
            SecurityStamp = "visitor",
            HasSecondFactor = true,
            CreatedAt = Now,
        };

    /// <summary>Puts a patient into a bed; its device begins to send.</summary>
    public void Admit(string bed, string? patient = null, AgeBand age = AgeBand.Adult)
    {
        var seed = int.Parse(bed);
        Ward.Show(DrawnPatient.Newcomer(bed, seed, patient, age));
        _sending[bed] = new(new DrawnHeart(DrawnPatient.Rate(seed), seed));
    }

    /// <summary>Gives every bed the minutes of a past day.</summary>
    public async Task RememberAsync()
    {
        foreach (var bed in Ward.Beds)
            await Minutes.WriteAsync(PastShift.Of(bed, Now), default);
    }

    /// <summary>The bed's device stops sending; nothing tells the page but the silence.</summary>
    public void Silence(string bed) => _sending.TryRemove(bed, out _);

    public void Discharge(string bed)
    {
        Silence(bed);
        Ward.Discharge(bed);
    }

    /// <summary>One channel of the bed becomes unusable.</summary>
    public void Spoil(string bed, int channel, QualityIssues issues)
    {
        if (_sending.TryGetValue(bed, out var sending))
            sending.Heart.Spoil(channel, issues);
        Ward.Change(
            bed,
            b =>
                b with
                {
                    Channels =
                    [
                        .. b.Channels.Select(c =>
                            c.Declaration.Index != channel
                                ? c
                                : c with
                                {
                                    Quality = new(0, 0.1f, issues),
                                    UsableShare = 0.3f,
                                }
                        ),
                    ],
                }
        );
    }

    /// <summary>The bed's device has other channels from now on.</summary>
    public void Redeclare(string bed, IReadOnlyList<ChannelDeclaration> channels)
    {
        _sending[bed] = new(new DrawnHeart(DrawnPatient.Rate(int.Parse(bed)), int.Parse(bed), [.. channels]));
        Ward.Change(
            bed,
            b =>
                b with
                {
                    Epoch = 2,
                    Channels = [.. channels.Select(c => new ChannelState(c, 0, new(0, 0.9f, QualityIssues.None), 1))],
                }
        );
    }

    /// <summary>The bed's waves go on, its numbers do not.</summary>
    public void Stall(string bed) => _sending[bed].NumbersUntil = (Now - _begin).TotalSeconds;

    /// <summary>Raises an alarm with evidence and a stored strip.</summary>
    public Alarm Raise(string bed, AlarmKind kind, AlarmPriority priority, Verdict verdict = Verdict.Undecided)
    {
        var shown = Ward[bed];
        var id = $"{shown.Association.PatientId}-{++_alarms}";
        var alarm = new Alarm(
            id,
            shown.Association.PatientId,
            bed,
            true,
            kind,
            priority,
            AlarmOrigin.Monitor,
            $"** {kind} **",
            Now,
            null,
            new(verdict, ShownEvidence.Of(verdict)),
            false,
            null,
            null
        );
        Book.Keep(
            alarm,
            new(
                id,
                20,
                [
                    .. DrawnHeart.Channels.Select(c => new StripChannel(
                        c,
                        (long)(10 * c.Rate),
                        [.. new DrawnHeart(76, 3).Samples(c, (long)(10 * c.Rate), (long)(25 * c.Rate))]
                    )),
                ]
            )
        );
        Ward.Change(bed, b => b with { Alarms = [.. b.Alarms.Add(alarm).OrderByDescending(a => a.Priority)] });
        return alarm;
    }

    /// <summary>Puts an alarm into the settings that was raised and ended a while ago.</summary>
    public void RaiseEarlier(string bed, AlarmKind kind, AlarmPriority priority, int minutes, double lasted = 1.0 / 3)
    {
        var at = Now.AddMinutes(-minutes);
        var patient = Ward[bed].Association.PatientId;
        Book.Keep(
            new(
                $"{patient}-{++_alarms}",
                patient,
                bed,
                true,
                kind,
                priority,
                AlarmOrigin.Monitor,
                $"** {kind} **",
                at,
                at.AddMinutes(lasted),
                null,
                false,
                null,
                null
            )
        );
    }

    public void End(Alarm alarm) =>
        Ward.Change(
            alarm.Bed,
            b =>
                b with
                {
                    Alarms = [.. b.Alarms.Select(a => a.Id == alarm.Id ? Book.Keep(a with { EndedAt = Now }) : a)],
                }
        );

    public async ValueTask DisposeAsync()
    {
        ConsoleErrors.ServerLeaves();
        await _stop.CancelAsync();
        await _pump;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            while (await every.WaitForNextTickAsync(_stop.Token))
            {
                var now = Now;
                var seconds = (now - _begin).TotalSeconds;
                foreach (var (bed, sending) in _sending)
                {
                    Ward.Wave(
                        bed,
                        Ward[bed].Epoch,
                        sending.Heart.Frame(Ward[bed].Epoch, sending.Sent ?? seconds - 0.25, seconds, now)
                    );
                    sending.Sent = seconds;
                    Ward.Change(
                        bed,
                        b =>
                            b with
                            {
                                At = now,
                                LastFrameAt = now,
                                Connected = true,
                                Channels =
                                [
                                    .. b.Channels.Select(c =>
                                        c with
                                        {
                                            EndSeconds = seconds,
                                            Quality = c.Quality with { Second = (long)seconds - 1 },
                                        }
                                    ),
                                ],
                                Vitals = DrawnPatient.Aged(b.Vitals, sending.NumbersUntil ?? seconds),
                            }
                    );
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The ward is closed.
        }
    }

    private sealed class SendingBed(DrawnHeart heart)
    {
        public DrawnHeart Heart => heart;

        public double? Sent { get; set; }

        /// <summary>When the numbers stopped; null while they come.</summary>
        public double? NumbersUntil { get; set; }
    }
}
